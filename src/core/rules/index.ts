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
import { secrecy } from './catalogue/secrecy.ts'
import { secretFileOrder } from './catalogue/secret-file-order.ts'
import type { CatalogueSubject } from './catalogue/subject.ts'
import { cmdWrapper } from './launch/cmd-wrapper.ts'
import { containerEscape } from './launch/container-escape.ts'
import { containerSocket } from './launch/container-socket.ts'
import { environmentOverride } from './launch/environment-override.ts'
import { hiddenInLaunch } from './launch/hidden-in-launch.ts'
import { inlineCode } from './launch/inline-code.ts'
import { loaderVariable } from './launch/loader-variable.ts'
import { otherRegistry } from './launch/other-registry.ts'
import { plainHttp } from './launch/plain-http.ts'
import { preloadedModule } from './launch/preloaded-module.ts'
import { remoteCode } from './launch/remote-code.ts'
import { remotePackage } from './launch/remote-package.ts'
import { runsAsRoot } from './launch/runs-as-root.ts'
import { secretInLaunch } from './launch/secret-in-launch.ts'
import { sharedPlace } from './launch/shared-place.ts'
import { shellWrapper } from './launch/shell-wrapper.ts'
import { unpinnedVersion } from './launch/unpinned-version.ts'
import type { Rule } from './rule.ts'

/** How a server is started or reached. Sorted by id. */
export const LAUNCH_RULES: readonly Rule<LaunchEntry>[] = [
  cmdWrapper,
  containerEscape,
  containerSocket,
  environmentOverride,
  hiddenInLaunch,
  inlineCode,
  loaderVariable,
  otherRegistry,
  plainHttp,
  preloadedModule,
  remoteCode,
  remotePackage,
  runsAsRoot,
  secretInLaunch,
  sharedPlace,
  shellWrapper,
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
  secrecy,
  secretFileOrder,
]

/** What is said about every rule. Sorted by id. */
export const RULE_CARDS: readonly RuleCard[] = [...LAUNCH_RULES, ...CATALOGUE_RULES].toSorted((a, b) =>
  a.id < b.id ? -1 : 1,
)
