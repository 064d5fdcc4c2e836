// Reads QR codes as a camera would: by a decoder that shares nothing with what draws them.
import jsQR from 'jsqr'

/** What the picture says, or undefined when there is no code in it. @param pixels RGBA, row by row */
export function readQr(pixels: Uint8ClampedArray, width: number, height: number): string | undefined {
  // Dark on light alone: not every camera reads the reverse.
  return jsQR.default(pixels, width, height, { inversionAttempts: 'dontInvert' })?.data
}

/** Draws `M x y h 1 v 1 h -1 z` squares of an SVG path, as ours are, on white. @param size of the view box */
export function drawn(path: string, size: number, scale = 4): [Uint8ClampedArray, number, number] {
  const side = size * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let down = 0; down < scale; down++) {
      const start = ((Number(y) * scale + down) * side + Number(x) * scale) * 4
      for (let at = start; at < start + scale * 4; at++) if (at % 4 !== 3) pixels[at] = 0
    }
  }
  return [pixels, side, side]
}
