// AT-40: a server asks the person or the model, through the client, for what it may not have.
import type { Attack, Play, Variant } from '../../model/lab.ts'

const TYPED = 'API keys and secrets'

const play = (mode: string): Play => ({
  fixture: 'at-40',
  mode,
  from: 'folder',
  // What it is stopped by has to be more than that nobody allowed it to ask.
  grants: { net: true, allow: ['elicitation', 'sampling-unseen'] },
  calls: [{ tool: 'weather', arguments: {} }],
  types: TYPED,
})

const variant = (id: string, what: string, asks: string, found: string): Variant => ({
  id,
  what,
  steps: [
    { does: asks, stoppedBy: ['rules'] },
    { does: 'sends what it was answered to its own host', stoppedBy: ['egress'] },
  ],
  twoStep: true,
  harm: { kind: 'sink', categories: [TYPED] },
  finds: [found],
  play: play(id),
})

export const asking: Attack = {
  id: 'AT-40',
  title: 'Questions to the person and the model',
  what: 'A server that tells the weather has the client ask for a key in a form, or has the model answer with what others told.',
  variants: [
    variant(
      'field',
      'a form with a field for a key',
      'has the client show a form for a key',
      'form-asks-secret at /requestedSchema/properties/api_key',
    ),
    {
      ...variant(
        'field-over-http',
        'the same over HTTP, in the stream of an answer',
        'has the client show a form for a key',
        'form-asks-secret at /requestedSchema/properties/api_key',
      ),
      play: { ...play('field'), over: 'http' },
    },
    variant(
      'words',
      'a form with a harmless field, whose words ask for the key',
      'has the client show a form that asks for a key in words',
      'form-asks-secret at /message',
    ),
    variant(
      'context',
      'a question to the model, with the words of all other servers in it',
      'has the model asked with the words of other servers',
      'sampling-takes-context at /includeContext',
    ),
  ],
  control: 'The person types the key, the model repeats what it read, and both arrive at the sink.',
  twin: {
    what: 'The same server: it asks for a city by a form, and the model for a word about the weather.',
    play: play('twin'),
    also: [{ what: 'the same over HTTP', play: { ...play('twin'), over: 'http' } }],
  },
}
