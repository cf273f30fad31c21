// AT-18 and AT-19: what an issuer of tokens says of itself leads elsewhere, or its tokens are weaker than they look.
import type { Attack, Variant } from '../../model/lab.ts'
import type { IssuerTrick } from '../../model/lab-visit.ts'
import { HONEST, notesBy, reads, remote } from './passthrough.ts'

const leading = (id: IssuerTrick, what: string): Variant => ({
  id,
  what,
  steps: [{ does: 'has what lies inside asked for its keys', stoppedBy: ['identity'] }],
  twoStep: false,
  harm: { kind: 'reached' },
  play: notesBy([reads('ada')], id),
})

export const leads: Attack = {
  id: 'AT-18',
  title: 'Metadata that leads inside',
  what: 'The metadata of an issuer of tokens, or a server itself, leads to an address inside the network, where credentials of the machine lie.',
  variants: [
    leading('leads-inside', 'by a redirect'),
    leading('keys-inside', 'as the place of its keys'),
    {
      ...leading('leads-inside', 'by a redirect of the server itself, which is at another address'),
      id: 'server',
      steps: [{ does: 'has what lies inside asked in its place', stoppedBy: ['protocol'] }],
      play: remote('leads-inside', reads('ada')),
    },
  ],
  control: 'What lies inside is asked.',
  twin: { what: 'An issuer whose metadata and keys are its own.', play: notesBy([HONEST]) },
}

const weak = (id: string, what: string): Variant => ({
  id,
  what,
  steps: [{ does: 'shows a token that nobody with the right key has signed', stoppedBy: ['identity'] }],
  twoStep: false,
  harm: { kind: 'said', words: 'the notes of Ada' },
  play: notesBy([reads('ada')]),
})

export const downgrade: Attack = {
  id: 'AT-19',
  title: 'Issuer mixed up, or weakened',
  what: 'Keys of one issuer are taken for those of another, or a token says itself how little its signature is worth.',
  variants: [
    {
      ...weak('mixed-up', 'metadata that another issuer calls its own'),
      play: notesBy([reads('ada')], 'mixed-up'),
    },
    { ...weak('unsigned', 'a token that says that it needs no signature'), play: notesBy([reads('ada', 'unsigned')]) },
    {
      ...weak('shared-secret', 'a token that is signed with the public key as a secret'),
      play: notesBy([reads('ada', 'shared-secret')]),
    },
    {
      ...weak('code', 'a code that was stolen on its way back, without PKCE or state'),
      beyond:
        'no code ever comes here: clients get their tokens at the issuer themselves, and what a client keeps secret there is between those two',
    },
  ],
  control: 'The server believes the token, and tells what is for Ada alone.',
  twin: { what: 'A token that is signed with the key of its issuer.', play: notesBy([HONEST]) },
}
