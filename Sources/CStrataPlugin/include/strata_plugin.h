// What a program and the plugin libraries that it loads tell each other in plain C, before any Swift
// of one is called by the other.

#ifndef STRATA_PLUGIN_H
#define STRATA_PLUGIN_H

#include <stdint.h>

// The package's version (semver.org): the one place where it is written.
#define STRATA_VERSION "0.1.0"

// The version of the Swift compiler that reads this header, 60301 for 6.3.1. In the modes of older
// languages it is that language's, below 60000; a C compiler has none.
#ifdef __swift__
#define STRATA_SWIFT __swift__
#else
#define STRATA_SWIFT 0
#endif

// The compiler that reads this header: its release and the commit that it was built from.
#define STRATA_COMPILER __VERSION__

#define STRATA_QUOTED_(text) #text
#define STRATA_QUOTED(text) STRATA_QUOTED_(text)

// The three, each ended by a zero byte.
#define STRATA_BUILD \
  STRATA_VERSION "\0" STRATA_QUOTED(STRATA_SWIFT) "\0" STRATA_COMPILER

// An ELF note (System V ABI, "Note Section"): it says what a library was built with to whoever reads
// the file, so that nothing of one that does not fit is ever run. `readelf -p .note.strata` shows it.
#define STRATA_NOTE_OWNER "Strata"
enum { STRATA_NOTE_BUILD = 1 };

struct strata_note {
  uint32_t owner_size, text_size, type;
  char owner[(sizeof STRATA_NOTE_OWNER + 3) / 4 * 4];
  char text[sizeof STRATA_BUILD];
};

// What a plugin library's entry point is handed.
struct strata_plugin_host {
  // The host's strata_plugin_home.
  const void *home;
  // What the host notes the plugins in.
  void *registration;
};

// What an entry point answers.
enum {
  STRATA_PLUGIN_REGISTERED = 0,
  STRATA_PLUGIN_OWN_COPY = 1,
};

// Lies in Strata. A library whose own is at another address than the host's brings its own Strata.
extern const char strata_plugin_home;

static inline const char *strata_version(void) { return STRATA_VERSION; }
static inline int32_t strata_swift(void) { return STRATA_SWIFT; }
static inline const char *strata_compiler(void) { return STRATA_COMPILER; }
static inline const void *strata_plugin_home_address(void) { return &strata_plugin_home; }

// Compiled into whatever calls it, which thereby carries the note.
// Answers STRATA_PLUGIN_REGISTERED, or why the caller's plugins cannot be registered.
static inline int32_t strata_plugin_check(const void *host) {
  static const struct strata_note note
      __attribute__((section(".note.strata"), aligned(4), used)) = {
          sizeof STRATA_NOTE_OWNER, sizeof STRATA_BUILD, STRATA_NOTE_BUILD, STRATA_NOTE_OWNER,
          STRATA_BUILD};
  const struct strata_plugin_host *known = (const struct strata_plugin_host *)host;
  return known->home == &strata_plugin_home ? STRATA_PLUGIN_REGISTERED : STRATA_PLUGIN_OWN_COPY;
}

#endif
