// What is done to every byte of a model file, fast: planes, checksums, Huffman codes.
//
// Each operation has a scalar reference, which defines what it gives, and may have variants that use
// more of the processor and give the same. `features` says what may be used: what
// strata_bytes_features() found, or 0 for the reference. Nothing here allocates, and nothing reads or
// writes outside of what it is handed.

#ifndef STRATA_BYTES_H
#define STRATA_BYTES_H

#include <stddef.h>
#include <stdint.h>

enum {
  STRATA_BYTES_AVX2 = 1,
  STRATA_BYTES_PCLMUL = 2,
  STRATA_BYTES_VPCLMUL = 4,
  STRATA_BYTES_SHA = 8,
  STRATA_BYTES_BMI2 = 16,
  STRATA_BYTES_VPCLMUL512 = 32,
  STRATA_BYTES_AVX512 = 64,
};

/// What this processor can do: STRATA_BYTES_... together. None if the environment variable
/// STRATA_KERNELS says "reference".
unsigned strata_bytes_features(void);

/// How the bits of an element are ordered before it is cut into planes.
enum {
  STRATA_BYTES_AS_IS = 0,
  /// Exponent (8 bits), sign, mantissa; for elements of 2 and 4 bytes.
  STRATA_BYTES_EXPONENT_FIRST = 1,
  /// Rotated left by one; for elements of 2, 4 and 8 bytes.
  STRATA_BYTES_ROTATED = 2,
};

/// Cuts `count` elements of 1, 2, 4 or 8 bytes, little-endian, into planes: plane p, the most
/// significant bytes first, goes to planes + p * stride.
void strata_bytes_split(unsigned features, int transform, size_t width, size_t count,
                        const uint8_t *elements, uint8_t *planes, size_t stride);

/// The reverse: plane p is at planes[p].
void strata_bytes_join(unsigned features, int transform, size_t width, size_t count,
                       const uint8_t *const *planes, uint8_t *elements);

/// The CRC-32 of gzip, of what `crc` is the checksum of and then `bytes`; that of nothing is 0.
uint32_t strata_bytes_crc32(unsigned features, uint32_t crc, const uint8_t *bytes, size_t count);

/// Goes on with SHA-256 over `count` blocks of 64 bytes, where the processor has instructions for it.
/// `k` are the 64 constants of FIPS 180-4. Returns 0, and does nothing, where it has not.
int strata_bytes_sha256(unsigned features, uint32_t state[8], const uint32_t k[64],
                        const uint8_t *blocks, size_t count);

/// How often each byte occurs. `count` is below 2^32.
void strata_bytes_histogram(const uint8_t *bytes, size_t count, uint32_t counts[256]);

/// How much of the bytes repeats what stood before, of 256 parts: an estimate, by which to choose
/// whether to look for matches. `counts` is their histogram; `count` is below 2^32.
unsigned strata_bytes_repetition(const uint8_t *bytes, size_t count, const uint32_t counts[256]);

/// The `length` bytes from `at` on, 3 to 258, equal those `distance` before, 1 to 32,768.
typedef struct strata_bytes_match {
  uint32_t at;
  uint16_t length, distance;
} strata_bytes_match;

/// Finds matches of at least `least` bytes, 4 or more, in their order, none over another: not all there
/// are, but long ones. Returns how many; `matches` has room for count / least of them. `count` is below
/// 2^32.
size_t strata_bytes_find_matches(const uint8_t *bytes, size_t count, unsigned least,
                                 strata_bytes_match *matches);

/// Huffman codes, and the head of a deflate block that says them.
typedef struct strata_bytes_code strata_bytes_code;

/// The size of one, aligned to 8.
size_t strata_bytes_code_size(void);

/// Makes the codes for bytes that occur so often, and for matches in them, of which there may be none.
/// Returns the size in bytes of the deflate data, one block, that they become. The counts add up to less
/// than 2^31.
size_t strata_bytes_make_code(const uint32_t counts[256], const uint8_t *bytes,
                              const strata_bytes_match *matches, size_t match_count,
                              strata_bytes_code *code);

/// Writes that data and returns its size; 0 if there is no room. Room for 8 bytes more, which may be
/// written to, is always enough.
size_t strata_bytes_deflate(unsigned features, const strata_bytes_code *code, const uint8_t *bytes,
                            size_t count, const strata_bytes_match *matches, size_t match_count,
                            uint8_t *packed, size_t room);

/// Writes deflate data that stores the bytes between the matches as they are: larger than what a code makes
/// where bytes are unequally frequent, but unpacked about as fast as it is read. Returns its size; 0 if there
/// is no room, which is soon known where it is much too little. Without `packed` nothing is written.
size_t strata_bytes_store_runs(const uint8_t *bytes, size_t count, const strata_bytes_match *matches,
                               size_t match_count, uint8_t *packed, size_t room);

/// Bytes of memory, aligned to 8, that strata_bytes_inflate works in.
size_t strata_bytes_inflate_memory(void);

/// Raw deflate data, where it is to be unpacked to, and whether it was.
typedef struct strata_bytes_packed {
  const uint8_t *packed;
  size_t packed_count;
  uint8_t *bytes;
  size_t count;
  int is_unpacked;
} strata_bytes_packed;

/// Unpacks some of them, side by side (RFC 1951), and says of each whether it was unpacked, fills its
/// bytes exactly and ends there. If not, be it right or wrong, its bytes hold nothing that means anything,
/// and a full decoder must judge.
void strata_bytes_inflate(unsigned features, void *memory, strata_bytes_packed *parts, size_t count);

/// Tells the system that the memory will be filled, so that it may give it in large pages. A hint.
void strata_bytes_will_fill(void *memory, size_t count);

#endif
