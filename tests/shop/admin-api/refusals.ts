import { GraphQLError } from "graphql";

/** Top-level errors as Shopify words them. */

const scopesPage = "https://shopify.dev/api/usage/access-scopes";

export function accessDenied(fieldName: string, requiredAccess: string): GraphQLError {
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
    extensions: { code: "ACCESS_DENIED", documentation: scopesPage, requiredAccess },
  });
}

/** Ours alone: the simulated shop has no such thing and makes nothing up. */
export function notSimulated(what: string): GraphQLError {
  return new GraphQLError(`The simulated shop does not simulate ${what}.`, { extensions: { code: "NOT_SIMULATED" } });
}

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

/** An id that is not a global id of the type wanted. */
export function invalidId(id: string): GraphQLError {
  return new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: "argumentLiteralsIncompatible" } });
}
