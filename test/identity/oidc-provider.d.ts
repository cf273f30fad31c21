// The package has no types of its own; this much of it is used.
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
  export default class Provider {
    constructor(issuer: string, configuration: unknown)
    callback(): RequestListener
    on(event: 'server_error', listener: (context: unknown, error: Error) => void): void
    on(
      event: 'grant.success',
      listener: (context: { oidc: { body: Record<string, string> }; body: { refresh_token?: string } }) => void,
    ): void
    RefreshToken: { find(token: string): Promise<{ destroy(): Promise<void> } | undefined> }
    on(event: 'grant.revoked', listener: () => void): void
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{
      prompt: { name: string }
      params: Record<string, unknown>
      session?: { accountId: string }
    }>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<void>
    Grant: new (of: { accountId: string; clientId: string }) => {
      addOIDCScope(scope: string): void
      addResourceScope(resource: string, scope: string): void
      save(): Promise<string>
    }
  }
}
