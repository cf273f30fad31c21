import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import { CODE, CUT, OPENS } from '../argument/marks.ts'
import type { Rule } from '../rule.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

/** A document that brings names of its own. */
const DECLARED: readonly Phrase[] = [
  phrase(['<!entity'], /<!entity (?:% ?)?[\w.&#;-]{1,64}/g),
  phrase(['<!doctype'], /<!doctype [\w.:-]{1,64}(?: (?:system|public) ?['"][^'"]{0,200}['"])? ?\[/g),
  phrase(['<xi:include'], /<xi:include [^>]{0,200}href/g),
]

/** An entity that is read from a file or another host: no document for people has one. */
const FETCHED: readonly Phrase[] = [
  phrase(
    ['<!entity'],
    /<!entity (?:% ?)?[\w.&#;-]{1,64} (?:system|public)(?: ?['"]{1,2}[^'"]{0,200}['"]{1,2})?? ?['"]{1,2}(?:file|https?|ftp|php|expect|jar|gopher|netdoc|\/|\.\.)/g,
  ),
]

export const xmlEntity: Rule<MessageSubject> = {
  id: 'xml-entity',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary:
    'An argument is a document of XML that declares entities, by which a careless parser reads files and other hosts',
  fix: 'Look at where this document comes from. A server must parse XML without document types.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ data: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]><a>&b;</a>' }),
    calling({ data: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }),
    calling({ xml: '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://a.example.test/b.dtd">%b;]>' }),
    calling({ data: '<a><xi:include parse="text" href="file:///etc/hosts"/></a>' }),
  ],
  good: () => [
    calling({ html: '<!DOCTYPE html><html><body>Hello</body></html>' }),
    calling({ data: '<?xml version="1.0"?><a b="c">d</a>' }),
    calling({ content: '<!DOCTYPE book [<!ENTITY name "Sallyport">]><book>&name;</book>' }),
    ...HONEST_CALLS,
  ],
  phrases: [...DECLARED, ...FETCHED],
  needs: OPENS | CUT | CODE | valuesFor('prose', 'code'),
  *check({ values }, seek) {
    yield* worded(
      of(values, BARE, OPENS | CUT | CODE),
      DECLARED,
      seek,
      'a parser that reads document types takes it in',
    )
    yield* worded(
      of(values, DOCUMENTS).filter(({ field }) => /<!entity/i.test(field.text)),
      FETCHED,
      seek,
      'a parser that reads document types fetches it',
    )
  },
}

const DOCUMENTS = new Set(['prose', 'code'] as const)
