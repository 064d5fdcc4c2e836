// The modules of a QR code for a text: dark or light, row by row.
import qrcode from 'qrcode-generator'

/** The smallest version that fits; level M restores 15 % (ISO/IEC 18004 6.5.1). @throws when the text is too long for any */
export function qrModules(text: string): boolean[][] {
  const code = qrcode(0, 'M')
  // It takes the low byte of each character; readers take the bytes for UTF-8.
  code.addData(Buffer.from(text).toString('latin1'), 'Byte')
  code.make()
  const side = Array.from({ length: code.getModuleCount() }, (_, at) => at)
  return side.map((row) => side.map((column) => code.isDark(row, column)))
}
