/** How a tool is called in the prompt: `name`, or `namespace.name` for a tool that stands in a namespace. */
export function qualifiedName({ name, namespace }: { name: string; namespace?: string | null | undefined }): string {
  return namespace == null ? name : `${namespace}.${name}`
}
