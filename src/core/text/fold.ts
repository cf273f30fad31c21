// A terminal goes on at the left edge where a line is too long for it, and says so by nothing: a word that is long enough could
// draw lines of its own there, which look like ours. So we break such a line first, and mark what goes on.

const GOES_ON = '    | '
/** Of one that does not say. */
const USUAL = 80
/** Narrower ones are not made for reading; it also ends the breaking. */
const LEAST = 20
/** A change of colour takes no room. Strangers’ words hold no such thing: `reveal` has been there. */
const PARTS = /\u001B\[\d+m|[^]/gu

/** `columns`: how wide the terminal is; null or 0: it does not say. */
export function fold(text: string, columns: number | null | undefined): string {
  const width = Math.max(columns || USUAL, LEAST)
  // Nothing takes more than two columns for each unit of it.
  return text
    .split('\n')
    .map((line) => (line.length * 2 <= width ? line : folded(line, width)))
    .join('\n')
}

function folded(line: string, width: number): string {
  let [shown, piece, room] = ['', '', width]
  /** Where the piece may end, and the room that it had left then. */
  let end = 0
  let left = 0
  for (const [part] of line.matchAll(PARTS)) {
    const takes = widthOf(part)
    if (takes > room) {
      const cut = end > piece.length / 2 ? end : piece.length
      const taken = cut === end ? left : 0
      shown += `${piece.slice(0, cut)}\n`
      piece = GOES_ON + piece.slice(cut)
      room = width - GOES_ON.length - taken
      end = 0
    }
    piece += part
    room -= takes
    if (part === ' ') [end, left] = [piece.length, 0]
    else left += takes
  }
  return shown + piece
}

/** Never less than it takes: of all but plain letters nobody here knows how wide a terminal draws them. */
const widthOf = (part: string): number => (part.startsWith('\u001B') ? 0 : part >= ' ' && part <= '~' ? 1 : 2)
