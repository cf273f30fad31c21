// Every rule we ship. Documents, SARIF metadata and `rules list` are made from these tables.
import type { LaunchEntry } from '../model/launch.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { annotationMismatch } from './catalogue/annotation-mismatch.ts'
import { ansiConceal } from './catalogue/ansi-conceal.ts'
import { ansiSequence } from './catalogue/ansi-sequence.ts'
import { asksForConversation } from './catalogue/asks-for-conversation.ts'
import { asksForSecret } from './catalogue/asks-for-secret.ts'
import { covertInstruction } from './catalogue/covert-instruction.ts'
import { crossServerOrder } from './catalogue/cross-server-order.ts'
import { dataLeaves } from './catalogue/data-leaves.ts'
import { forcedFirst } from './catalogue/forced-first.ts'
import { hiddenCharacters } from './catalogue/hidden-characters.ts'
import { hiddenMessage } from './catalogue/hidden-message.ts'
import { htmlComment } from './catalogue/html-comment.ts'
import { instructionOverride } from './catalogue/instruction-override.ts'
import { lookAlikeName } from './catalogue/look-alike-name.ts'
import { roleMarks } from './catalogue/role-marks.ts'
import { sameName } from './catalogue/same-name.ts'
import { schemaContradicts } from './catalogue/schema-contradicts.ts'
import { schemaCycle } from './catalogue/schema-cycle.ts'
import { schemaEvilPattern } from './catalogue/schema-evil-pattern.ts'
import { schemaOverWide } from './catalogue/schema-over-wide.ts'
import { schemaRemoteRef } from './catalogue/schema-remote-ref.ts'
import { schemaTooMuch } from './catalogue/schema-too-much.ts'
import { secrecy } from './catalogue/secrecy.ts'
import { secretFileOrder } from './catalogue/secret-file-order.ts'
import type { CatalogueSubject } from './catalogue/subject.ts'
import { autoApproveActing } from './config/auto-approve-acting.ts'
import { autoApproveAll } from './config/auto-approve-all.ts'
import { autoApproveMany } from './config/auto-approve-many.ts'
import { configWritableByOthers } from './config/config-writable-by-others.ts'
import { definedTwice } from './config/defined-twice.ts'
import type { EntrySubject } from './config/entry-subject.ts'
import type { FileSubject } from './config/file-subject.ts'
import { lookAlikeEntry } from './config/look-alike-entry.ts'
import { looseSetting } from './config/loose-setting.ts'
import { secretReadableByOthers } from './config/secret-readable-by-others.ts'
import { tlsSettingOff } from './config/tls-setting-off.ts'
import { cmdWrapper } from './launch/cmd-wrapper.ts'
import { containerEscape } from './launch/container-escape.ts'
import { containerSocket } from './launch/container-socket.ts'
import { environmentOverride } from './launch/environment-override.ts'
import { hiddenInLaunch } from './launch/hidden-in-launch.ts'
import { inlineCode } from './launch/inline-code.ts'
import { loaderVariable } from './launch/loader-variable.ts'
import { loosensSallyport } from './launch/loosens-sallyport.ts'
import { otherRegistry } from './launch/other-registry.ts'
import { plainHttp } from './launch/plain-http.ts'
import { preloadedModule } from './launch/preloaded-module.ts'
import { remoteCode } from './launch/remote-code.ts'
import { remotePackage } from './launch/remote-package.ts'
import { runsAsRoot } from './launch/runs-as-root.ts'
import { secretInLaunch } from './launch/secret-in-launch.ts'
import { sharedPlace } from './launch/shared-place.ts'
import { shellWrapper } from './launch/shell-wrapper.ts'
import { tlsCheckOff } from './launch/tls-check-off.ts'
import { unpinnedVersion } from './launch/unpinned-version.ts'
import { injectedOverride } from './message/injected-override.ts'
import { injectedTheft } from './message/injected-theft.ts'
import { unscannedMedia } from './message/unscanned-media.ts'
import type { MessageSubject } from './message/subject.ts'
import { finderFor } from './check.ts'
import type { Rule } from './rule.ts'
import { openListener } from './running/open-listener.ts'
import type { RunningSubject } from './running/subject.ts'
import { unguardedProcess } from './running/unguarded-process.ts'
import { unknownListener } from './running/unknown-listener.ts'
import { unknownProcess } from './running/unknown-process.ts'

/** How a server is started or reached. Sorted by id. */
export const LAUNCH_RULES: readonly Rule<LaunchEntry>[] = [
  cmdWrapper,
  containerEscape,
  containerSocket,
  environmentOverride,
  hiddenInLaunch,
  inlineCode,
  loaderVariable,
  loosensSallyport,
  otherRegistry,
  plainHttp,
  preloadedModule,
  remoteCode,
  remotePackage,
  runsAsRoot,
  secretInLaunch,
  sharedPlace,
  shellWrapper,
  tlsCheckOff,
  unpinnedVersion,
]

/** What a server says it offers. Sorted by id. */
export const CATALOGUE_RULES: readonly Rule<CatalogueSubject>[] = [
  annotationMismatch,
  ansiConceal,
  ansiSequence,
  asksForConversation,
  asksForSecret,
  covertInstruction,
  crossServerOrder,
  dataLeaves,
  forcedFirst,
  hiddenCharacters,
  hiddenMessage,
  htmlComment,
  instructionOverride,
  lookAlikeName,
  roleMarks,
  sameName,
  schemaContradicts,
  schemaCycle,
  schemaEvilPattern,
  schemaOverWide,
  schemaRemoteRef,
  schemaTooMuch,
  secrecy,
  secretFileOrder,
]

export const findInCatalogue = finderFor(CATALOGUE_RULES)

/** What is said while a server runs. Sorted by id. */
export const MESSAGE_RULES: readonly Rule<MessageSubject>[] = [injectedOverride, injectedTheft, unscannedMedia]

export const findInMessage = finderFor(MESSAGE_RULES)

/** What a client does with an entry, and what else has its name. Sorted by id. */
export const ENTRY_RULES: readonly Rule<EntrySubject>[] = [
  autoApproveActing,
  autoApproveAll,
  autoApproveMany,
  definedTwice,
  lookAlikeEntry,
  tlsSettingOff,
]

/** A client's config file as a whole. Sorted by id. */
export const FILE_RULES: readonly Rule<FileSubject>[] = [configWritableByOthers, looseSetting, secretReadableByOthers]

/** What runs on this machine. Sorted by id. */
export const RUNNING_RULES: readonly Rule<RunningSubject>[] = [
  openListener,
  unguardedProcess,
  unknownListener,
  unknownProcess,
]

/** What is said about every rule. Sorted by id. */
export const RULE_CARDS: readonly RuleCard[] = [
  ...LAUNCH_RULES,
  ...CATALOGUE_RULES,
  ...MESSAGE_RULES,
  ...ENTRY_RULES,
  ...FILE_RULES,
  ...RUNNING_RULES,
].toSorted((a, b) => (a.id < b.id ? -1 : 1))
