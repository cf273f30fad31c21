// Credentials by the forms of their issuers.
import { endsInCrc } from './checksum.ts'
import { ISSUERS } from './issuers.data.ts'
import { isMadeUp } from './made-up.ts'
import type { Form } from './sensitive.ts'

/**
 * A form begins where no letter or digit stands before it; but for those of an escape (`\n` and `\u000a` in JSON, `%20` in
 * addresses), which only look like ones.
 */
const BEFORE = String.raw`(?:^|[^A-Za-z0-9]|\\[bfnrt]|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2})`
export const BEGINS = `(?<=${BEFORE})`
const ENDS = '(?![A-Za-z0-9])'

/** Thirty characters and their checksum; what has another length is older, or made up. */
const isChecked = (value: string): boolean =>
  /^(?:gh[pousr]|npm)_[A-Za-z0-9]{36}$/.test(value) && endsInCrc(value.slice(4))

/** What nobody writes down by hand: then it is a credential, whatever it looks like. */
const SURE: Readonly<Record<string, (value: string) => boolean>> = {
  'Anthropic key': (value) => /^sk-ant-[a-z]{3,5}\d\d-[\w-]{93}AA$/.test(value),
  'GitHub token': isChecked,
  'OpenAI key': (value) => /[\w-]{20}T3BlbkFJ[\w-]{20}/.test(value),
  'npm token': isChecked,
}

export const ISSUED: readonly Form[] = ISSUERS.map(([what, near, form, lead]) => ({
  near: near.split(' '),
  pattern: new RegExp(
    (lead === undefined ? BEGINS : `(?<=${BEFORE}(?<lead>${lead}))`) +
      form +
      // A form with a length of its own ends there; one without takes what it can, so that it need not look back.
      (/\{\d+\}$/.test(form) ? ENDS : ''),
    'y',
  ),
  judge: (value) => ({
    family: 'credential',
    what,
    isMadeUp: SURE[what]?.(value) !== true && isMadeUp(value, withoutMark(value, near)),
  }),
}))

/** `sk-ant-api03-` and its like are words. */
function withoutMark(value: string, near: string): string {
  const small = value.slice(0, LONGEST_MARK).toLowerCase()
  const mark = near.split(' ').find((word) => small.startsWith(word)) ?? ''
  return value.slice(mark.length).replace(/^(?:[a-z]{2,8}\d{0,2}[_-]){1,2}/, '')
}

const LONGEST_MARK = 40
