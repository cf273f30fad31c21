// Every rule we ship. Documents, SARIF metadata and `rules list` are made from these tables.
import type { LaunchEntry } from '../model/launch.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { afterApproval } from './catalogue/after-approval.ts'
import { annotationMismatch } from './catalogue/annotation-mismatch.ts'
import { ansiConceal } from './catalogue/ansi-conceal.ts'
import { ansiSequence } from './catalogue/ansi-sequence.ts'
import { argumentOverride } from './catalogue/argument-override.ts'
import { asksForConversation } from './catalogue/asks-for-conversation.ts'
import { asksForSecret } from './catalogue/asks-for-secret.ts'
import { boast } from './catalogue/boast.ts'
import { coercedAction } from './catalogue/coerced-action.ts'
import { commandingOverride } from './catalogue/commanding-override.ts'
import { covertInstruction } from './catalogue/covert-instruction.ts'
import { crossServerOrder } from './catalogue/cross-server-order.ts'
import { dataLeaves } from './catalogue/data-leaves.ts'
import { effectMismatch } from './catalogue/effect-mismatch.ts'
import { embeddedCommand } from './catalogue/embedded-command.ts'
import { encodedCommand } from './catalogue/encoded-command.ts'
import { forcedFirst } from './catalogue/forced-first.ts'
import { hiddenCharacters } from './catalogue/hidden-characters.ts'
import { hiddenMessage } from './catalogue/hidden-message.ts'
import { htmlComment } from './catalogue/html-comment.ts'
import { iconSource } from './catalogue/icon-source.ts'
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
import { scriptedStatement } from './catalogue/scripted-statement.ts'
import { secrecy } from './catalogue/secrecy.ts'
import { secretFileOrder } from './catalogue/secret-file-order.ts'
import { secretInCatalogue } from './catalogue/secret-in-catalogue.ts'
import { sideStep } from './catalogue/side-step.ts'
import { takesCredential } from './catalogue/takes-credential.ts'
import { takesConsent } from './catalogue/takes-consent.ts'
import { toolRedirect } from './catalogue/tool-redirect.ts'
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
import { moreThanShown } from './config/more-than-shown.ts'
import { tlsSettingOff } from './config/tls-setting-off.ts'
import { turnedOrder } from './catalogue/turned-order.ts'
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
import { wideScope } from './launch/wide-scope.ts'
import { codeInjection } from './message/code-injection.ts'
import { downloadAndRun } from './message/download-and-run.ts'
import { encodedExfiltration } from './message/encoded-exfiltration.ts'
import { formAsksSecret } from './message/form-asks-secret.ts'
import { ldapInjection } from './message/ldap-injection.ts'
import { nosqlInjection } from './message/nosql-injection.ts'
import { pathTraversal } from './message/path-traversal.ts'
import { prototypePollution } from './message/prototype-pollution.ts'
import { resourceTraversal } from './message/resource-traversal.ts'
import { secretPath } from './message/secret-path.ts'
import { shellDangerous } from './message/shell-dangerous.ts'
import { shellInjection } from './message/shell-injection.ts'
import { smuggledCommand } from './message/smuggled-command.ts'
import { sqlDangerous } from './message/sql-dangerous.ts'
import { sqlInjection } from './message/sql-injection.ts'
import { ssrfTarget } from './message/ssrf-target.ts'
import { templateInjection } from './message/template-injection.ts'
import { xmlEntity } from './message/xml-entity.ts'
import { addressedOrder } from './message/addressed-order.ts'
import { askedAddress } from './message/asked-address.ts'
import { bankAccountAnswered } from './message/bank-account-answered.ts'
import { cardAnswered } from './message/card-answered.ts'
import { contactAnswered } from './message/contact-answered.ts'
import { credentialAnswered } from './message/credential-answered.ts'
import { hiddenOrder } from './message/hidden-order.ts'
import { identityAnswered } from './message/identity-answered.ts'
import { injectedCoercion } from './message/injected-coercion.ts'
import { injectedLeak } from './message/injected-leak.ts'
import { injectedOverride } from './message/injected-override.ts'
import { injectedRole } from './message/injected-role.ts'
import { injectedSecrecy } from './message/injected-secrecy.ts'
import { injectedTheft } from './message/injected-theft.ts'
import { namedSecretAnswered } from './message/named-secret-answered.ts'
import { personalNumberPassed } from './message/personal-number-passed.ts'
import { privateKeyAnswered } from './message/private-key-answered.ts'
import { privateKeyPassed } from './message/private-key-passed.ts'
import { samplingTakesContext } from './message/sampling-takes-context.ts'
import { secretPassed } from './message/secret-passed.ts'
import { seedPhraseAnswered } from './message/seed-phrase-answered.ts'
import { testCardAnswered } from './message/test-card-answered.ts'
import { unreadEncoding } from './message/unread-encoding.ts'
import { unscannedMedia } from './message/unscanned-media.ts'
import { walletAnswered } from './message/wallet-answered.ts'
import { walletPassed } from './message/wallet-passed.ts'
import type { MessageSubject } from './message/subject.ts'
import { finderFor } from './check.ts'
import { PROJECT_CARDS } from './project/table.ts'
import { TLS_RULES } from './remote/table.ts'
import { RESEMBLES_INJECTION, RESEMBLES_POISON } from './resemblance.ts'
import type { Rule } from './rule.ts'
import { RUNNING_RULES } from './running/table.ts'

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
  wideScope,
]

/** What a server says it offers. Sorted by id. */
export const CATALOGUE_RULES: readonly Rule<CatalogueSubject>[] = [
  afterApproval,
  annotationMismatch,
  ansiConceal,
  ansiSequence,
  argumentOverride,
  asksForConversation,
  asksForSecret,
  boast,
  coercedAction,
  commandingOverride,
  covertInstruction,
  crossServerOrder,
  dataLeaves,
  effectMismatch,
  embeddedCommand,
  encodedCommand,
  forcedFirst,
  hiddenCharacters,
  hiddenMessage,
  htmlComment,
  iconSource,
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
  scriptedStatement,
  secrecy,
  secretFileOrder,
  secretInCatalogue,
  sideStep,
  takesConsent,
  takesCredential,
  toolRedirect,
  turnedOrder,
]

export const findInCatalogue = finderFor(CATALOGUE_RULES)

/** What is said while a server runs, whoever says it. Sorted by id. */
export const MESSAGE_RULES: readonly Rule<MessageSubject>[] = [
  addressedOrder,
  askedAddress,
  bankAccountAnswered,
  cardAnswered,
  contactAnswered,
  credentialAnswered,
  encodedExfiltration,
  formAsksSecret,
  hiddenOrder,
  identityAnswered,
  injectedCoercion,
  injectedLeak,
  injectedOverride,
  injectedRole,
  injectedSecrecy,
  injectedTheft,
  namedSecretAnswered,
  personalNumberPassed,
  privateKeyAnswered,
  privateKeyPassed,
  samplingTakesContext,
  secretPassed,
  seedPhraseAnswered,
  testCardAnswered,
  unreadEncoding,
  unscannedMedia,
  walletAnswered,
  walletPassed,
]

export const findInMessage = finderFor(MESSAGE_RULES)

/** Those of them that see an order to a model. Sorted by id. */
export const ORDER_RULES: readonly Rule<MessageSubject>[] = [
  addressedOrder,
  encodedExfiltration,
  hiddenOrder,
  injectedCoercion,
  injectedLeak,
  injectedOverride,
  injectedRole,
  injectedSecrecy,
  injectedTheft,
]

/** What a client passes to a server. Sorted by id. */
export const ARGUMENT_RULES: readonly Rule<MessageSubject>[] = [
  codeInjection,
  downloadAndRun,
  ldapInjection,
  nosqlInjection,
  pathTraversal,
  prototypePollution,
  resourceTraversal,
  secretPath,
  shellDangerous,
  shellInjection,
  smuggledCommand,
  sqlDangerous,
  sqlInjection,
  ssrfTarget,
  templateInjection,
  xmlEntity,
]

/** All that is asked of what a client passes to a server. Sorted by id. */
export const CALL_RULES: readonly Rule<MessageSubject>[] = [...ARGUMENT_RULES, ...MESSAGE_RULES]

/** Of their own, because the words of some of them are frequent in what servers answer. */
export const findInCall = finderFor(CALL_RULES)

/** What a client does with an entry, and what else has its name. Sorted by id. */
export const ENTRY_RULES: readonly Rule<EntrySubject>[] = [
  autoApproveActing,
  autoApproveAll,
  autoApproveMany,
  definedTwice,
  lookAlikeEntry,
  moreThanShown,
  tlsSettingOff,
]

/** A client's config file as a whole. Sorted by id. */
export const FILE_RULES: readonly Rule<FileSubject>[] = [configWritableByOthers, looseSetting, secretReadableByOthers]

/** What is said about every rule. Sorted by id. */
export const RULE_CARDS: readonly RuleCard[] = [
  ...LAUNCH_RULES,
  ...CATALOGUE_RULES,
  ...MESSAGE_RULES,
  ...ARGUMENT_RULES,
  ...ENTRY_RULES,
  ...FILE_RULES,
  ...TLS_RULES,
  ...RUNNING_RULES,
  ...PROJECT_CARDS,
  RESEMBLES_POISON,
  RESEMBLES_INJECTION,
].toSorted((a, b) => (a.id < b.id ? -1 : 1))
