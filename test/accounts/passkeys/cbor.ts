// As much of CBOR (RFC 8949) as an authenticator writes: numbers, texts, bytes and maps, in their shortest form.

export type Item = number | string | Uint8Array | Map<number | string, Item>

export function encode(item: Item): Buffer {
  if (typeof item === 'number') return item >= 0 ? head(0, item) : head(1, -1 - item)
  if (typeof item === 'string') return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)])
  if (item instanceof Uint8Array) return Buffer.concat([head(2, item.length), item])
  const entries = [...item].map(([key, value]) => Buffer.concat([encode(key), encode(value)]))
  return Buffer.concat([head(5, item.size), ...entries])
}

function head(type: number, value: number): Buffer {
  const first = type << 5
  if (value < 24) return Buffer.from([first | value])
  if (value < 256) return Buffer.from([first | 24, value])
  const long = Buffer.from([first | 25, 0, 0])
  long.writeUInt16BE(value, 1)
  return long
}
