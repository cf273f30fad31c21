// JSON for a reader that may be a terminal or a pager: nothing in it moves a cursor or hides, and no value is changed.
import { replaceUnseen } from '../model/untrusted.ts'

/** Runs without the letters of common scripts, all of which are visible: asking Unicode about each is ten times slower. */
const UNCOMMON =
  /[^\x20-\x7e\u00a1-\u00ac\u00ae-\u034e\u0350-\u0377\u0400-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+/g

/** JSON text in which characters that a person would not see are written as escapes; it parses to the same value. */
export function visible(json: string): string {
  if (!/[^\x20-\x7e]/.test(json)) return json
  return json.replace(UNCOMMON, (run) => replaceUnseen(run, escape))
}

const escape = (char: string): string =>
  Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
