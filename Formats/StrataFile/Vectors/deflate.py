"""Deflate data (RFC 1951) of every kind of block, from Python alone: the same bytes whatever zlib is
installed, so that frozen files can be made again and compared."""
import heapq

LENGTHS = [(3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1),
           (15, 1), (17, 1), (19, 2), (23, 2), (27, 2), (31, 2), (35, 3), (43, 3), (51, 3), (59, 3),
           (67, 4), (83, 4), (99, 4), (115, 4), (131, 5), (163, 5), (195, 5), (227, 5), (258, 0)]
DISTANCES = [(1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (7, 1), (9, 2), (13, 2), (17, 3), (25, 3),
             (33, 4), (49, 4), (65, 5), (97, 5), (129, 6), (193, 6), (257, 7), (385, 7), (513, 8),
             (769, 8), (1025, 9), (1537, 9), (2049, 10), (3073, 10), (4097, 11), (6145, 11),
             (8193, 12), (12289, 12), (16385, 13), (24577, 13)]
END = 256


class Bits:
    """Bits from the least significant of each byte on; codes of Huffman from their first bit on."""

    def __init__(self):
        self.out, self.hold, self.count = bytearray(), 0, 0

    def put(self, value, count):
        self.hold |= value << self.count
        self.count += count
        while self.count >= 8:
            self.out.append(self.hold & 255)
            self.hold >>= 8
            self.count -= 8

    def code(self, value, count):
        self.put(int(format(value, f"0{count}b")[::-1], 2), count)

    def align(self):
        if self.count:
            self.put(0, 8 - self.count)


def tokens(data, matching):
    """Literals, and (length, distance) where three bytes or more came before."""
    found, last, place = [], {}, 0
    while place < len(data):
        start = last.get(data[place:place + 3], -1) if matching else -1
        length = 0
        if start >= 0 and place - start <= 32768:
            while (length < 258 and place + length < len(data)
                   and data[start + length] == data[place + length]):
                length += 1
        step = length if length >= 3 else 1
        found.append((length, place - start) if length >= 3 else data[place])
        for index in range(place, place + step):
            last[data[index:index + 3]] = index
        place += step
    return found


def split(table, value):
    """The number of the row that `value` falls into, its extra bits and how many."""
    row = max(index for index, (base, _) in enumerate(table) if base <= value)
    return row, value - table[row][0], table[row][1]


def code_lengths(counts, size, limit=15):
    """The lengths of a Huffman code, ties broken by the symbol; no length over `limit`."""
    while True:
        heap = [(count, symbol, (symbol,)) for symbol, count in sorted(counts.items())]
        heapq.heapify(heap)
        lengths = [0] * size
        if len(heap) == 1:
            lengths[heap[0][1]] = 1
            return lengths
        while len(heap) > 1:
            a, b = heapq.heappop(heap), heapq.heappop(heap)
            for symbol in a[2] + b[2]:
                lengths[symbol] += 1
            heapq.heappush(heap, (a[0] + b[0], min(a[1], b[1]), a[2] + b[2]))
        if max(lengths) <= limit:
            return lengths
        counts = {symbol: count // 2 + 1 for symbol, count in counts.items()}


def codes(lengths):
    code, table = 0, {}
    for length in range(1, 16):
        for symbol, own in enumerate(lengths):
            if own == length:
                table[symbol] = (code, length)
                code += 1
        code <<= 1
    return table


FIXED = codes([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8), codes([5] * 30)


def block(bits, data, kind, last, matching):
    bits.put(last, 1)
    bits.put({"stored": 0, "fixed": 1, "dynamic": 2}[kind], 2)
    if kind == "stored":
        bits.align()
        bits.put(len(data), 16)
        bits.put(len(data) ^ 0xFFFF, 16)
        bits.out += data
        return
    found = tokens(data, matching)
    literals, distances = FIXED
    if kind == "dynamic":
        counts, far = {END: 1}, {}
        for token in found:
            symbol = token if isinstance(token, int) else 257 + split(LENGTHS, token[0])[0]
            counts[symbol] = counts.get(symbol, 0) + 1
            if not isinstance(token, int):
                row = split(DISTANCES, token[1])[0]
                far[row] = far.get(row, 0) + 1
        first = code_lengths(counts, max(257, max(counts) + 1))
        second = code_lengths(far, max(far) + 1) if far else [0]
        literals, distances = codes(first), codes(second)
        bits.put(len(first) - 257, 5)
        bits.put(len(second) - 1, 5)
        # The code of the lengths: 16 of them, four bits each, no repetition.
        bits.put(19 - 4, 4)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]:
            bits.put(4 if symbol < 16 else 0, 3)
        for length in first + second:
            bits.code(length, 4)
    for token in found:
        if isinstance(token, int):
            bits.code(*literals[token])
            continue
        row, extra, count = split(LENGTHS, token[0])
        bits.code(*literals[257 + row])
        bits.put(extra, count)
        row, extra, count = split(DISTANCES, token[1])
        bits.code(*distances[row])
        bits.put(extra, count)
    bits.code(*literals[END])


def deflate(data, kind="dynamic", matching=True, cuts=()):
    """`data` deflated in blocks of one kind, or of those in a list, cut at `cuts`."""
    bits, ends = Bits(), list(cuts) + [len(data)]
    kinds = [kind] * len(ends) if isinstance(kind, str) else kind
    start = 0
    for index, (end, own) in enumerate(zip(ends, kinds)):
        block(bits, data[start:end], own, int(index == len(ends) - 1), matching)
        start = end
    bits.align()
    return bytes(bits.out)
