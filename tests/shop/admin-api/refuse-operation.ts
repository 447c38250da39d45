import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  validate,
} from "graphql";

/** What Shopify answers before it runs anything: an operation, field or variable that its schema does not know. */

interface ShopifyError {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

/** The reasons to refuse a document, worded and coded as Shopify words and codes the common ones. */
export function validationErrors(schema: GraphQLSchema, document: DocumentNode): ShopifyError[] {
  return validate(schema, document).map(toShopifyError);
}

const wordings: { pattern: RegExp; code: string; message: (match: RegExpExecArray) => string; names: string[] }[] = [
  {
    pattern: /^Cannot query field "(.+?)" on type "(.+?)"/,
    code: "undefinedField",
    message: ([, field, type]) => `Field '${field}' doesn't exist on type '${type}'`,
    names: ["fieldName", "typeName"],
  },
  {
    pattern: /^Unknown argument "(.+?)" on field "(.+?)\.(.+?)"/,
    code: "argumentNotAccepted",
    message: ([, argument, , field]) => `Field '${field}' doesn't accept argument '${argument}'`,
    names: ["argumentName", "typeName", "name"],
  },
  {
    pattern: /^(?:Argument|Field) "(.+?)" argument "(.+?)" of type .* is required/,
    code: "missingRequiredArguments",
    message: ([, field, argument]) => `Field '${field}' is missing required arguments: ${argument}`,
    names: ["name", "arguments"],
  },
  {
    pattern: /^Variable "\$(.+?)" is not defined/,
    code: "variableNotDefined",
    message: ([, name]) => `Variable $${name} is used but not declared`,
    names: ["variableName"],
  },
  {
    pattern: /^Variable "\$(.+?)" of type "(.+?)" used in position expecting type "(.+?)"/,
    code: "variableMismatch",
    message: ([, name, is, wants]) => `Type mismatch on variable $${name} and argument (${is} / ${wants})`,
    names: ["variableName", "typeName", "argumentTypeName"],
  },
];

function toShopifyError(error: GraphQLError): ShopifyError {
  const locations = error.locations ?? [];
  for (const { pattern, code, message, names } of wordings) {
    const match = pattern.exec(error.message);
    if (!match) continue;
    const details = Object.fromEntries(names.map((name, index) => [name, match[index + 1]]));
    return { message: message(match), locations, path: ["query"], extensions: { code, ...details } };
  }
  return { message: error.message, locations, path: ["query"], extensions: { code: "invalid" } };
}

/** The one operation to run, or why there is none. */
export function chooseOperation(document: DocumentNode, name: string | null): OperationDefinitionNode | ShopifyError {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const isNamed = name !== null;
  return {
    message: isNamed ? `No operation named "${name}"` : "An operation name is required",
    extensions: { code: "BAD_REQUEST" },
  };
}

export function isOperation(value: OperationDefinitionNode | ShopifyError): value is OperationDefinitionNode {
  return "kind" in value && value.kind === Kind.OPERATION_DEFINITION;
}

/** Variables that the schema does not take, with each problem spelled out. */
export function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): ShopifyError[] {
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return (errors ?? []).map((error) => {
    const name = /Variable "\$(.+?)"/.exec(error.message)?.[1] ?? "";
    const explanation = error.message.split("; ").slice(1).join("; ") || error.message;
    return {
      message: `Variable $${name} was provided invalid value${explanation ? ` (${explanation})` : ""}`,
      locations: error.locations ?? [],
      extensions: { code: "INVALID_VARIABLE", value: variables[name] ?? null, problems: [{ path: [], explanation }] },
    };
  });
}

export type { ShopifyError };
