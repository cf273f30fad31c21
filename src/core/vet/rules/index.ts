// Every rule on code. Documents, SARIF metadata and the verdict are made from this table. Sorted by id.
import type { VetRule } from '../rule.ts'
import { codeAddressUnchecked } from './weak/code-address-unchecked.ts'
import { codeArgumentInQuery } from './harm/code-argument-in-query.ts'
import { codeArgumentInShell } from './harm/code-argument-in-shell.ts'
import { codeArgumentRuns } from './harm/code-argument-runs.ts'
import { codeAsksMetadata } from './harm/code-asks-metadata.ts'
import { codeCarriesCommand } from './harm/code-carries-command.ts'
import { codeCopiesItself } from './harm/code-copies-itself.ts'
import { codeCoversTracks } from './harm/code-covers-tracks.ts'
import { codeDestroys } from './harm/code-destroys.ts'
import { codeDropsProgram } from './harm/code-drops-program.ts'
import { codeExhausts } from './harm/code-exhausts.ts'
import { codeGathersKeys } from './harm/code-gathers-keys.ts'
import { codeHiddenRecipient } from './harm/code-hidden-recipient.ts'
import { codeHidesInTemp } from './harm/code-hides-in-temp.ts'
import { codeListsEnvironment } from './harm/code-lists-environment.ts'
import { codeLooksAround } from './harm/code-looks-around.ts'
import { codeMines } from './harm/code-mines.ts'
import { codeObeysNetwork } from './harm/code-obeys-network.ts'
import { codeOpensDoor } from './harm/code-opens-door.ts'
import { codeOriginUnchecked } from './weak/code-origin-unchecked.ts'
import { codePathUnchecked } from './weak/code-path-unchecked.ts'
import { codePlantsWebshell } from './harm/code-plants-webshell.ts'
import { codeReadsObjects } from './weak/code-reads-objects.ts'
import { codeRunsData } from './harm/code-runs-data.ts'
import { codeRunsDecoded } from './harm/code-runs-decoded.ts'
import { codeRunsAnswer } from './harm/code-runs-answer.ts'
import { codeRunsDownload } from './harm/code-runs-download.ts'
import { codeSendsEnvironment } from './harm/code-sends-environment.ts'
import { codeSendsKey } from './harm/code-sends-key.ts'
import { codeSendsSecrets } from './harm/code-sends-secrets.ts'
import { codeSendsSeveralKeys } from './harm/code-sends-several-keys.ts'
import { codeSendsSilently } from './harm/code-sends-silently.ts'
import { codeStays } from './harm/code-stays.ts'
import { codeTellsSecrets } from './harm/code-tells-secrets.ts'
import { codeTrustsAnyCertificate } from './weak/code-trusts-any-certificate.ts'
import { codeTunnelsNames } from './harm/code-tunnels-names.ts'
import { codeUnpacksUnchecked } from './weak/code-unpacks-unchecked.ts'
import { codeWatchesUser } from './harm/code-watches-user.ts'
import { codeWritesClient } from './harm/code-writes-client.ts'
import { codeWritesSystem } from './harm/code-writes-system.ts'
import { codeObfuscated } from './made/code-obfuscated.ts'
import { installCommand } from './made/install-command.ts'
import { installRuns } from './made/install-runs.ts'
import { installScript } from './made/install-script.ts'
import { installSends } from './made/install-sends.ts'
import { lookAlikePackage } from './made/look-alike-package.ts'
import { nativeProgram } from './made/native-program.ts'

export const CODE_RULES: readonly VetRule[] = [
  codeAddressUnchecked,
  codeArgumentInQuery,
  codeArgumentInShell,
  codeArgumentRuns,
  codeAsksMetadata,
  codeCarriesCommand,
  codeCopiesItself,
  codeCoversTracks,
  codeDestroys,
  codeDropsProgram,
  codeExhausts,
  codeGathersKeys,
  codeHiddenRecipient,
  codeHidesInTemp,
  codeListsEnvironment,
  codeLooksAround,
  codeMines,
  codeObeysNetwork,
  codeObfuscated,
  codeOpensDoor,
  codeOriginUnchecked,
  codePathUnchecked,
  codePlantsWebshell,
  codeReadsObjects,
  codeRunsAnswer,
  codeRunsData,
  codeRunsDecoded,
  codeRunsDownload,
  codeSendsEnvironment,
  codeSendsKey,
  codeSendsSecrets,
  codeSendsSeveralKeys,
  codeSendsSilently,
  codeStays,
  codeTellsSecrets,
  codeTrustsAnyCertificate,
  codeTunnelsNames,
  codeUnpacksUnchecked,
  codeWatchesUser,
  codeWritesClient,
  codeWritesSystem,
  installCommand,
  installRuns,
  installScript,
  installSends,
  lookAlikePackage,
  nativeProgram,
]

/**
 * Of what a server depends on, by being loaded or installed: what has no honest reading. Libraries make settings of all variables, and send what
 * they are set to; at installation `install-sends` sees it.
 */
export const LOADED_RULES: readonly VetRule[] = CODE_RULES.filter(
  (rule) => rule.tier === 'block' && rule !== codeSendsEnvironment,
)

/** Where one sends them by being loaded, and nothing is chosen before that, no settings are made of them. */
export const SURE_RULES: readonly VetRule[] = [codeSendsEnvironment]

/** The same, when it is asked to: completion for a shell is a library's trade. */
export const LIBRARY_RULES: readonly VetRule[] = LOADED_RULES.filter((rule) => rule !== codeStays)
