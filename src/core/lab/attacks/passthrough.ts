// AT-17: a token that was made for somebody else opens a door (token passthrough, audience confusion, confused deputy).
import type { Attack, Play, Variant } from '../../model/lab.ts'
import type { IssuerTrick, TokenTwist, Visit } from '../../model/lab-visit.ts'

export const notesBy = (visits: readonly Visit[], issuer: IssuerTrick = 'none'): Play => ({
  fixture: 'at-17',
  mode: '',
  from: 'folder',
  grants: {},
  calls: [],
  visits,
  issuer,
})
const READ: Visit['call'] = { tool: 'read_notes', arguments: {} }
export const reads = (who: string, token?: TokenTwist): Visit => ({
  who,
  call: READ,
  ...(token !== undefined && { token }),
})
export const HONEST: Visit = { ...reads('ada'), honest: true }

const WHOSE: Visit = { who: 'ada', call: { tool: 'whose', arguments: {} } }
export const remote = (mode: string, visit: Visit): Play => ({ ...notesBy([visit]), mode, remote: true })

const variant = (id: string, what: string, token?: TokenTwist): Variant => ({
  id,
  what,
  steps: [{ does: 'asks for the notes of Ada', stoppedBy: ['identity'] }],
  twoStep: false,
  harm: { kind: 'said', words: 'the notes of Ada' },
  play: notesBy([reads('ada', token)]),
})

export const passthrough: Attack = {
  id: 'AT-17',
  title: 'Token of another',
  what: 'A token that was made for another resource, that has been stolen and is over, or that nobody with the right key has signed, is shown at a server over HTTP.',
  variants: [
    variant('elsewhere', 'made by the right issuer for another resource, which passed it on', 'elsewhere'),
    variant('foreign', 'made by another issuer, which says so', 'foreign'),
    variant('over', 'that was over an hour ago', 'over'),
    variant('other-key', 'signed with a key that it brings along', 'other-key'),
    {
      ...variant('passed-on', 'of Ada, which is passed on to a server at another address'),
      steps: [{ does: 'is handed the token with the request', stoppedBy: ['identity'] }],
      harm: { kind: 'said', words: 'a token came along' },
      play: remote('passed-on', WHOSE),
    },
  ],
  control: 'The server lets it in, and tells what is for Ada alone.',
  twin: {
    what: 'Ada, with a token of the right issuer for this server.',
    play: notesBy([HONEST, HONEST]),
    also: [{ what: 'the same with a server at another address', play: remote('', { ...WHOSE, honest: true }) }],
  },
}
