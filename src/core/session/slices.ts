// A long text in parts that overlap, so that it can be read bit by bit: a piece that lies across a seam is whole in one of them.
import { SURELY_FOUND } from './prints.ts'

/** Room for punctuation and white space between the letters that count. */
const OVERLAP = SURELY_FOUND * 8

export function slicesOf(text: string, size: number): readonly string[] {
  const slices = []
  for (let start = 0; start === 0 || start + OVERLAP < text.length; start += size - OVERLAP)
    slices.push(text.slice(start, start + size))
  return slices
}
