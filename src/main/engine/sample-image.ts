/** Small pictures for the sample, drawn here so that the project owns them. */
import { crc32, deflateSync } from 'node:zlib'

type Colour = readonly [red: number, green: number, blue: number]

/** A canvas of solid rectangles. */
class Canvas {
  readonly width: number
  readonly height: number
  private readonly pixels: Uint8Array

  constructor(width: number, height: number, background: Colour) {
    this.width = width
    this.height = height
    this.pixels = new Uint8Array(width * height * 3)
    this.fill(0, 0, width, height, background)
  }

  fill(left: number, top: number, width: number, height: number, [red, green, blue]: Colour): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) {
        this.pixels.set([red, green, blue], (y * this.width + x) * 3)
      }
    }
  }

  /** A `data:` URL of an 8-bit RGB PNG (ISO/IEC 15948). */
  toDataUrl(): string {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(this.width, 0)
    header.writeUInt32BE(this.height, 4)
    header.set([8, 2, 0, 0, 0], 8)
    const rows: Buffer[] = []
    for (let y = 0; y < this.height; y++) {
      rows.push(Buffer.from([0]), Buffer.from(this.pixels.subarray(y * this.width * 3, (y + 1) * this.width * 3)))
    }
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
    const data = deflateSync(Buffer.concat(rows), { level: 9 })
    const png = Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
    return `data:image/png;base64,${png.toString('base64')}`
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, check])
}

/** Segments that are lit, in the order top, top right, bottom right, bottom, bottom left, top left, middle. */
const segments: Record<string, string> = {
  E: '1001111',
  '0': '1111110',
  '7': '1110000',
  '1': '0110000',
  '2': '1101101',
}

/** The display of a bicycle with a code such as `E07` in seven-segment figures. */
export function drawDisplay(code: string): string {
  const canvas = new Canvas(240, 140, [38, 42, 48])
  canvas.fill(12, 12, 216, 116, [196, 214, 190])
  for (const [index, figure] of [...code].entries()) drawFigure(canvas, 34 + index * 62, 32, segments[figure] ?? '')
  return canvas.toDataUrl()
}

function drawFigure(canvas: Canvas, left: number, top: number, lit: string): void {
  const places: readonly (readonly [number, number, number, number])[] = [
    [6, 0, 32, 7],
    [38, 5, 7, 32],
    [38, 41, 7, 32],
    [6, 71, 32, 7],
    [0, 41, 7, 32],
    [0, 5, 7, 32],
    [6, 35, 32, 7],
  ]
  for (const [index, [x, y, width, height]] of places.entries()) {
    if (lit[index] === '1') canvas.fill(left + x, top + y, width, height, [28, 36, 30])
  }
}

/** A bar chart without labels. Values are 0 to 1. */
export function drawBars(values: readonly number[], colour: Colour): string {
  const canvas = new Canvas(320, 180, [250, 250, 248])
  for (let line = 1; line < 5; line++) canvas.fill(24, 160 - line * 32, 280, 1, [222, 222, 218])
  const step = Math.floor(280 / values.length)
  for (const [index, value] of values.entries()) {
    const height = Math.round(value * 136)
    canvas.fill(28 + index * step, 160 - height, step - 8, height, colour)
  }
  canvas.fill(24, 160, 284, 2, [90, 90, 90])
  return canvas.toDataUrl()
}
