// AT-28 and AT-44: a server that listens on loopback, and whoever else is on this machine: web pages, and programs.
import type { Attack, Play, Variant } from '../../model/lab.ts'
import type { Visit } from '../../model/lab-visit.ts'

const play = (visit: Omit<Visit, 'call'>, more: Partial<Play> = {}): Play => ({
  fixture: 'at-28',
  mode: '',
  from: 'folder',
  grants: {},
  calls: [],
  visits: [{ ...visit, call: { tool: 'inspect', arguments: {} } }],
  ...more,
})

const SAYS = { kind: 'said', words: 'what is being worked on' } as const
const HONEST: Play = play({ who: 'owner', honest: true })

const variant = (id: string, what: string, head: Visit['head']): Variant => ({
  id,
  what,
  steps: [{ does: 'has the browser of the user ask a server on loopback', stoppedBy: ['protocol'] }],
  twoStep: false,
  harm: SAYS,
  // Of a browser that would even show the token.
  play: play({ who: 'owner', ...(head !== undefined && { head }) }),
})

const PAGE = 'http://page.attacker.test'

export const rebinding: Attack = {
  id: 'AT-28',
  title: 'Web page that reaches loopback',
  what: 'A page of a stranger asks a tool that listens on loopback, by a name that was made to lead there or straight away.',
  variants: [
    variant('rebinding', 'by a name of its own that leads to loopback', {
      host: 'page.attacker.test:(port)',
      origin: `${PAGE}:(port)`,
    }),
    variant('origin', 'by its address, with the Origin that a browser adds', { origin: PAGE }),
    variant('null-origin', 'from a frame without an Origin', { origin: 'null' }),
    variant('simple', 'as a form would send it, which a browser allows unasked', { 'content-type': 'text/plain' }),
  ],
  control: 'The server tells the page what is being worked on.',
  twin: { what: 'A client of this user, without any page.', play: HONEST },
}

export const exposed: Attack = {
  id: 'AT-44',
  title: 'Server that is open to whoever asks',
  what: 'A server listens on loopback and asks nobody who they are: every program of every user there can use its tools.',
  variants: [
    {
      id: '',
      what: 'a program that has no token',
      steps: [
        { does: 'finds a server that listens', stoppedBy: ['listeners'] },
        { does: 'asks it without a token', stoppedBy: ['identity'] },
      ],
      twoStep: false,
      harm: SAYS,
      finds: ['open-listener at 127.0.0.1:8090/mcp'],
      play: play({ who: 'nobody' }, { leftOpen: true }),
    },
  ],
  control: 'The server tells it what is being worked on.',
  twin: { what: 'A client that has the token of this machine.', play: HONEST },
}
