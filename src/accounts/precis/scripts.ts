// One writing system per name: UTS #39 section 5, level "single script".

/** Signs, digits and marks that belong to no script, such as `-`, `7` or a combining accent. */
const OF_NO_SCRIPT = /[\p{scx=Zyyy}\p{scx=Zinh}]/gu

/**
 * Scripts in everyday use (UAX #31 tables 5 and 7), first those that many people write. Historic scripts (table 4) have no
 * living writers, and plenty of look-alikes. Chinese, Japanese and Korean mix theirs (UTS #39 5.1).
 */
const SCRIPTS = [
  /^\p{scx=Latn}*$/u,
  /^\p{scx=Cyrl}*$/u,
  /^\p{scx=Grek}*$/u,
  /^\p{scx=Arab}*$/u,
  /^\p{scx=Hebr}*$/u,
  /^[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]*$/u,
  /^[\p{scx=Hani}\p{scx=Bopo}]*$/u,
  /^[\p{scx=Hani}\p{scx=Hang}]*$/u,
  /^\p{scx=Armn}*$/u,
  /^\p{scx=Beng}*$/u,
  /^\p{scx=Deva}*$/u,
  /^\p{scx=Ethi}*$/u,
  /^\p{scx=Geor}*$/u,
  /^\p{scx=Gujr}*$/u,
  /^\p{scx=Guru}*$/u,
  /^\p{scx=Khmr}*$/u,
  /^\p{scx=Knda}*$/u,
  /^\p{scx=Laoo}*$/u,
  /^\p{scx=Mlym}*$/u,
  /^\p{scx=Mymr}*$/u,
  /^\p{scx=Orya}*$/u,
  /^\p{scx=Sinh}*$/u,
  /^\p{scx=Taml}*$/u,
  /^\p{scx=Telu}*$/u,
  /^\p{scx=Thaa}*$/u,
  /^\p{scx=Thai}*$/u,
  /^\p{scx=Tibt}*$/u,
  /^\p{scx=Adlm}*$/u,
  /^\p{scx=Bali}*$/u,
  /^\p{scx=Bamu}*$/u,
  /^\p{scx=Batk}*$/u,
  /^\p{scx=Cakm}*$/u,
  /^\p{scx=Cans}*$/u,
  /^\p{scx=Cham}*$/u,
  /^\p{scx=Cher}*$/u,
  /^\p{scx=Hmnp}*$/u,
  /^\p{scx=Java}*$/u,
  /^\p{scx=Kali}*$/u,
  /^\p{scx=Lana}*$/u,
  /^\p{scx=Lepc}*$/u,
  /^\p{scx=Limb}*$/u,
  /^\p{scx=Lisu}*$/u,
  /^\p{scx=Mand}*$/u,
  /^\p{scx=Mtei}*$/u,
  /^\p{scx=Newa}*$/u,
  /^\p{scx=Nkoo}*$/u,
  /^\p{scx=Olck}*$/u,
  /^\p{scx=Osge}*$/u,
  /^\p{scx=Plrd}*$/u,
  /^\p{scx=Rohg}*$/u,
  /^\p{scx=Saur}*$/u,
  /^\p{scx=Sund}*$/u,
  /^\p{scx=Sylo}*$/u,
  /^\p{scx=Syrc}*$/u,
  /^\p{scx=Tale}*$/u,
  /^\p{scx=Talu}*$/u,
  /^\p{scx=Tavt}*$/u,
  /^\p{scx=Tfng}*$/u,
  /^\p{scx=Vaii}*$/u,
  /^\p{scx=Wcho}*$/u,
  /^\p{scx=Yiii}*$/u,
]

/** True when one script in use today can write the whole text. */
export function isSingleScript(text: string): boolean {
  const letters = text.replace(OF_NO_SCRIPT, '')
  return SCRIPTS.some((script) => script.test(letters))
}

/** True when digits of two systems are mixed, such as 5 and ৫ (UTS #39 5.3): some look like other digits. */
export function mixesDigits(text: string): boolean {
  return new Set(Array.from(text.matchAll(/\p{Nd}/gu), ([digit]) => zeroOf(digit))).size > 1
}

/** The code point of the zero that belongs to a digit: each system's ten digits stand in a row. */
function zeroOf(digit: string): number {
  let zero = digit.codePointAt(0)!
  for (let steps = 0; steps < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)); steps += 1) zero -= 1
  return zero
}
