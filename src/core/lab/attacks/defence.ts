// AT-47: attacks on what stands between client and server.
import type { Attack, Harm, LabGrants, Part, Play, Variant } from '../../model/lab.ts'

const play = (mode: string, grants: LabGrants, city = 'Berlin'): Play => ({
  fixture: 'at-47',
  mode,
  from: 'folder',
  grants,
  calls: [{ tool: 'weather', arguments: { city } }],
})

const variant = (id: string, what: string, does: string, stoppedBy: readonly Part[], harm: Harm): Variant => ({
  id,
  what,
  steps: [{ does, stoppedBy }],
  twoStep: false,
  harm,
  play: play(id, id === 'secret' ? { env: ['LAB_API_TOKEN'] } : {}),
})

export const defence: Attack = {
  id: 'AT-47',
  title: 'Attack on the defence',
  what: 'A server aims at its guard: at the reader of its messages, at what a person is shown about it, at the rules, and at the log.',
  variants: [
    variant(
      'malformed',
      'two ids in one message, half a character, a prototype, and five thousand brackets',
      'writes four lines that two readers understand differently',
      ['protocol'],
      { kind: 'forged', lines: 4 },
    ),
    {
      ...variant(
        'terminal',
        'codes in a description that clear the screen and hide what follows',
        'has its codes carried out where a person is asked about it',
        ['report'],
        { kind: 'steered' },
      ),
      finds: ['/tools/weather/description'],
    },
    {
      ...variant(
        'report',
        'a link in a description, in the way that pages of reports write links',
        'has its link stand in the report that a person opens, as if it were ours',
        ['report'],
        { kind: 'linked' },
      ),
      finds: ['secrecy at /tools/weather/description'],
    },
    {
      ...variant(
        'pattern',
        'a pattern in a schema that takes for ever on forty letters',
        'keeps whoever compares arguments with its schema busy',
        ['rules'],
        { kind: 'held', ms: 2_000 },
      ),
      finds: ['schema-evil-pattern at /tools/weather/inputSchema/properties/city/pattern'],
      play: { ...play('pattern', {}, `${'a'.repeat(40)}!`), person: 'careful' },
    },
    {
      ...variant(
        'slow-text',
        'an answer on which a filter of the usual kind is never done, with an order behind it',
        'keeps whoever reads its answer busy, so that the order comes through or nothing does',
        ['rules'],
        { kind: 'held', ms: 2_000 },
      ),
      finds: ['hidden-order at weather/content/0/text'],
    },
    variant(
      'rule-file',
      'a file of rules that sets aside what was found of it',
      'writes it over the rules of the person',
      ['files'],
      { kind: 'files', paths: ['.config/sallyport/rules.d/own.yaml'] },
    ),
    {
      ...variant('secret', 'an answer with a key', 'has the key kept in the log of its guard', ['rules', 'report'], {
        kind: 'kept',
        categories: ['API keys and secrets'],
      }),
      finds: ['weather/content/0/text'],
    },
  ],
  control:
    'The lines reach the client, a plain screen is cleared, a plain page has the link, a plain check and a plain filter do not end, the rules of the person are replaced, and a plain log keeps the key.',
  twin: {
    what: 'A server that tells the weather of a city, has a pattern for its name, and links to a map.',
    play: { ...play('twin', {}), person: 'careful' },
  },
}
