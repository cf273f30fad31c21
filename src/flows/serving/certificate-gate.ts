// Who asks where certificates of clients are demanded: whoever the certificate names, or, where there is an issuer too, whoever the
// token names, which was then brought by the client that the certificate names.
import type { Certificate } from '../../core/identity/certificate/holder.ts'
import type { Gate } from './gate.ts'
import type { TlsFiles } from './tls-files.ts'

/** For all that an authority gave a certificate. The token of this machine opens nothing then. */
export function certificateGate(files: Pick<TlsFiles, 'holderOf'>, date: () => Date, tokens: Gate | null): Gate {
  const holderOf = (certificate: Certificate | null) =>
    certificate === null ? 'certificate-missing' : files.holderOf(certificate)
  return {
    expected: tokens?.expected ?? null,
    binding: tokens?.binding ?? 'none',
    nonce: () => tokens?.nonce() ?? null,
    isAble: async () => tokens === null || tokens.isAble(),
    admit: async (shown) => {
      // It was good when the connection was made.
      const holder = holderOf(shown.certificate)
      if (typeof holder === 'string') return holder
      const lastsMs = holder.until - date().getTime()
      if (tokens === null) return { principal: holder.principal, lastsMs }
      const admitted = await tokens.admit(shown)
      if (typeof admitted === 'string') return admitted
      const principal = { ...admitted.principal, certificate: holder.principal.user }
      return { ...admitted, principal, lastsMs: Math.min(lastsMs, admitted.lastsMs) }
    },
  }
}
