// A person who agrees to everything: goes where the client is sent, and comes back with what was answered there.
import type { OAuthClientInformationMixed, OAuthClientProvider, OAuthTokens } from '@modelcontextprotocol/client'

/** Of the document about its client that the suite knows. */
export const CIMD = 'https://conformance-test.local/client-metadata.json'
const BACK = 'http://localhost:3000/callback'

export type Answering = OAuthClientProvider & {
  /** What the last visit was answered with; undefined where there was none since. */
  readonly answered: () => Promise<URLSearchParams | undefined>
}

export function oauthProvider(context: { readonly client_id?: string; readonly client_secret?: string }): Answering {
  const kept: { tokens?: OAuthTokens; client?: OAuthClientInformationMixed; verifier?: string } = {}
  if (context.client_id !== undefined) {
    const { client_id: id, client_secret: secret } = context
    kept.client = { client_id: id, ...(secret !== undefined && { client_secret: secret }) }
  }
  let visited: Promise<URLSearchParams> | undefined
  return {
    redirectUrl: BACK,
    clientMetadataUrl: CIMD,
    clientMetadata: {
      client_name: 'conformance-client',
      redirect_uris: [BACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
    redirectToAuthorization: (address) => {
      visited = fetch(address, { redirect: 'manual' }).then(
        (answer) => new URL(answer.headers.get('location') ?? BACK).searchParams,
      )
    },
    answered: async () => {
      const params = await visited
      visited = undefined
      return params
    },
  }
}
