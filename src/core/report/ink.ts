// Colours for text that people read. Nothing is said by colour alone.

export type Ink = Readonly<Record<'strong' | 'good' | 'warn' | 'bad' | 'faint', (text: string) => string>>

const coloured =
  (code: number) =>
  (text: string): string =>
    `\u001B[${code}m${text}\u001B[0m`
const plain = (text: string): string => text

const COLOURED: Ink = {
  strong: coloured(1),
  good: coloured(32),
  warn: coloured(33),
  bad: coloured(31),
  faint: coloured(2),
}
const PLAIN: Ink = { strong: plain, good: plain, warn: plain, bad: plain, faint: plain }

export const inkOf = (isColoured: boolean): Ink => (isColoured ? COLOURED : PLAIN)
