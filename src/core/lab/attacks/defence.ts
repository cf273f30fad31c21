// AT-47: attacks on what stands between client and server.
import type { Attack, Harm, LabGrants, Part, Play, Variant } from '../../model/lab.ts'

const play = (mode: string, grants: LabGrants): Play => ({
  fixture: 'at-47',
  mode,
  from: 'folder',
  grants,
  calls: [{ tool: 'weather', arguments: {} }],
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
  what: 'A server aims at its guard: at the reader of its messages, at what a person is shown about it, and at the log.',
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
      ...variant('secret', 'an answer with a key', 'has the key kept in the log of its guard', ['rules', 'report'], {
        kind: 'kept',
        categories: ['API keys and secrets'],
      }),
      finds: ['weather/content/0/text'],
    },
  ],
  control: 'The lines reach the client, a plain screen is cleared, and a plain log keeps the key.',
  twin: { what: 'A server that tells the weather.', play: play('twin', {}) },
}
