// Every question to a rehearsal. Not in the table of the rules that run beside servers: these are asked before there is one.
import type { Rule } from '../rule.ts'
import { baitAnswered } from './bait-answered.ts'
import { baitSent } from './bait-sent.ts'
import { callsUnasked, keyPinned } from './calls-unasked.ts'
import { copies } from './copies.ts'
import { dataInNames } from './data-in-names.ts'
import { doesMore } from './does-more.ts'
import { fetchesCode } from './fetches-code.ts'
import { givenAnswered } from './given-answered.ts'
import { harvest, keyOpened } from './harvest.ts'
import { lettersChanged } from './letters-changed.ts'
import { otherTools, otherWords } from './other-offer.ts'
import { spreads } from './spreads.ts'
import { stays } from './stays.ts'
import type { RehearsalSubject } from './subject.ts'

/** Sorted by id. */
export const REHEARSAL_RULES: readonly Rule<RehearsalSubject>[] = [
  baitAnswered,
  baitSent,
  callsUnasked,
  copies,
  dataInNames,
  doesMore,
  fetchesCode,
  givenAnswered,
  harvest,
  keyOpened,
  keyPinned,
  lettersChanged,
  otherTools,
  otherWords,
  spreads,
  stays,
]
