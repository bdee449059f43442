// The clock, the caches and the memory of a process, as Linux tells them.
#define _GNU_SOURCE
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t machine_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// The first word of a file that the system keeps about a cache of the first processor.
static int cache_word(int index, const char *what, char word[32]) {
  char path[96];
  snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, what);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  const int read = fscanf(file, "%31s", word);
  fclose(file);
  return read == 1;
}

// Not sysconf, which tells the sum of all third-level caches on some processors.
int64_t machine_cache_bytes(int level) {
  char word[32];
  for (int index = 0; cache_word(index, "level", word); ++index) {
    if (atoi(word) != level) continue;
    if (!cache_word(index, "type", word) || strcmp(word, "Instruction") == 0) continue;
    if (cache_word(index, "size", word)) return atoll(word) * 1024;  // "1024K"
  }
  return 0;
}

// A line of /proc/self/status, which counts in kB; see proc(5).
static int64_t status(const char *name) {
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) return -1;
  char line[256];
  long long kilobytes = -1;
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, name, strlen(name)) == 0) sscanf(line + strlen(name), "%lld", &kilobytes);
  fclose(file);
  return kilobytes < 0 ? -1 : (int64_t)kilobytes * 1024;
}

int64_t machine_resident_bytes(void) { return status("VmRSS:"); }

int64_t machine_peak_bytes(void) { return status("VmHWM:"); }

void machine_reset_peak(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file == NULL) return;
  fputs("5", file);
  fclose(file);
}
