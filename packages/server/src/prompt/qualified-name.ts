/**
 * How a tool is called in the prompt: `name`, or `namespace.name` for a tool that stands in a namespace. A function that a tool search has loaded
 * stands in a namespace of its own name, which adds nothing.
 */
export function qualifiedName({ name, namespace }: { name: string; namespace?: string | null | undefined }): string {
  return namespace == null || namespace === name ? name : `${namespace}.${name}`
}
