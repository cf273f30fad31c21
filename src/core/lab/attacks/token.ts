// AT-43: a token in clear text in the config of a client, for whoever is started there.
import type { Attack, LabGrants, Play, Step, Variant } from '../../model/lab.ts'

const LIES: Step = { does: 'is started from an entry that holds a token in clear text', stoppedBy: ['rules'] }
const SEES: Step = { does: 'finds the token among its variables', stoppedBy: ['environment'] }
const POSTS: Step = { does: 'posts it', stoppedBy: ['egress'] }

const play = (mode: string, env: Readonly<Record<string, string>>, grants: LabGrants): Play => ({
  fixture: 'at-43',
  mode,
  from: 'folder',
  grants: { net: true, ...grants },
  calls: [{ tool: 'deploy', arguments: {} }],
  person: 'careful',
  listed: { name: 'deploys', env },
})
const CLEAR = { DEPLOY_TOKEN: 'API keys and secrets' }

const CLEARLY = 'secret-in-launch at mcp.json:1 env.DEPLOY_TOKEN'

const variant = (id: string, what: string, steps: readonly Step[], grants: LabGrants): Variant => ({
  id,
  what,
  steps,
  twoStep: true,
  harm: { kind: 'sink', categories: ['API keys and secrets'] },
  finds: [CLEARLY],
  play: play(id, CLEAR, grants),
})

export const token: Attack = {
  id: 'AT-43',
  title: 'Token in a config',
  what: 'The entry of a client hands a token to a server that does not need it, and the server passes it on.',
  variants: [
    variant('unneeded', 'where nobody granted the variable', [LIES, SEES, POSTS], {}),
    variant('granted', 'where the variable was granted', [LIES, POSTS], { env: ['DEPLOY_TOKEN'] }),
    {
      ...variant('scope', 'a token for everything, with its scopes beside it', [LIES, POSTS], {
        env: ['DEPLOY_TOKEN'],
      }),
      finds: [CLEARLY, 'wide-scope at mcp.json:1 env.DEPLOY_SCOPES'],
      play: play('scope', { ...CLEAR, DEPLOY_SCOPES: 'repo admin:org delete_repo' }, { env: ['DEPLOY_TOKEN'] }),
    },
    {
      ...variant('unsaid', 'a token that may do more than the server needs, and nothing says so', [LIES], {}),
      twoStep: false,
      open: 'what such a token may do is known to who issued it, and nobody is asked: it is found wherever it stands in clear text',
    },
  ],
  control: 'The token of the entry arrives at the sink.',
  twin: {
    what: 'An entry with a variable that is no secret, which was granted.',
    play: play('twin', { DEPLOY_REGION: 'north' }, { env: ['DEPLOY_REGION'] }),
  },
}
