// The declarations of the package as TypeDoc understands them, and the texts in them.
import { join } from 'node:path'
import { Application, ReflectionKind } from 'typedoc'

export const kinds = ReflectionKind

/** @returns {Promise<object[]>} the exports of dist/index.d.ts, in their order there */
export async function readModel(root) {
  const app = await Application.bootstrap({
    entryPoints: [join(root, 'dist/index.d.ts')],
    tsconfig: join(root, 'scripts/site/tsconfig.json'),
    readme: 'none',
    excludePrivate: true,
    excludeProtected: true,
    disableSources: true,
    sort: ['source-order'],
    // An interface without docs, for instance, is for tests/site to find.
    logLevel: 'Error',
  })
  const project = await app.convert()
  if (!project || app.logger.hasErrors()) throw new Error('TypeDoc cannot read dist/index.d.ts.')
  return app.serializer.projectToObject(project, root).children
}

/** The Markdown of a comment; what it links to is a name in code, as in all texts here. */
export const textOf = (parts = []) =>
  parts.map(({ kind, text }) => (kind === 'inline-tag' ? `\`${text.trim()}\`` : text)).join('')

/** A declaration's members, or those of the object that a constant is; a constructor comes first. */
export function membersOf(declaration) {
  const { children } = declaration
  if (children) {
    const isMade = ({ kind }) => kind === kinds.Constructor
    return [...children.filter(isMade), ...children.filter((one) => !isMade(one))].filter(isOwn)
  }
  const type =
    declaration.type?.name === 'Readonly' ? declaration.type.typeArguments[0] : declaration.type
  return type?.declaration?.children ?? []
}

/** Of a method its only signature has the comment, of an accessor the getter. */
export const commentOf = (member) =>
  (member.signatures?.[0] ?? member.getSignature ?? member).comment ?? member.comment

/** Whether it is listed on the page of the exported declaration that it comes from. */
export const isElsewhere = ({ inheritedFrom }) =>
  typeof inheritedFrom?.target === 'number' && inheritedFrom.target >= 0

/** What is explained here: not what comes from the language's own classes. */
export const isOwn = ({ inheritedFrom }) => !/^Error\./.test(inheritedFrom?.name)
