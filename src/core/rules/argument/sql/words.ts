// The words with which statements of SQL begin. Where none stands, nothing is read as SQL.
import { phrase, type Phrase } from '../../../text/match/phrase.ts'
import type { Seek } from '../../seek.ts'

const WORDS = [
  ...[
    'select',
    'insert into',
    'update ',
    'delete ',
    'drop ',
    'truncate ',
    'alter ',
    'create ',
    'grant ',
    'revoke ',
    'exec ',
    'exec(',
    'execute ',
  ],
  ...[
    'copy ',
    'load data',
    'declare @',
    'shutdown',
    'backup ',
    'restore ',
    'merge ',
    'with ',
    'call ',
    'do $',
    'attach ',
    'replace into',
    'bulk insert',
    'waitfor',
  ],
]

/** The pattern adds nothing: which word stands there is enough to read the whole value. */
export const SQL_WORDS: readonly Phrase[] = [
  phrase(WORDS, new RegExp(WORDS.map((word) => word.replace(/[(@$]/g, String.raw`\$&`)).join('|'), 'g')),
]

export const mayBeSql = (text: string, seek: Seek): boolean => seek.has(text, SQL_WORDS)
