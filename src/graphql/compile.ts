/**
 * Runs an operation: interpreted the first time, compiled from the second on. Compiling is dear (up to 150 ms) and most of what
 * is sent once never comes again. Both ways answer byte for byte alike; what does not compile stays interpreted.
 */
import { type ExecutionResult, execute } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { RequestContext } from './context.ts';
import type { Operation, Variables } from './operation.ts';

/**
 * Takes coerced variables. Both ways coerce them once more, which changes nothing (our scalars and enums keep their form), but
 * compiled operations know no defaults of non-null variables (graphql-jit 0.8): those must be filled in already.
 */
export type Run = (context: RequestContext, variables: Variables) => Promise<ExecutionResult> | ExecutionResult;

export function createRun(operation: Operation, mayCompile: (operation: Operation) => boolean): Run {
  const interpreted = interpret(operation);
  let uses = 0;
  let run = interpreted;
  return (context, variables) => {
    uses += 1;
    if (uses === 2 && mayCompile(operation)) run = compile(operation) ?? interpreted;
    return run(context, variables);
  };
}

export function interpret({ schema, document, node }: Operation): Run {
  return (contextValue, variableValues) =>
    execute({
      schema,
      document,
      rootValue: {},
      contextValue,
      variableValues,
      ...(node.name === undefined ? {} : { operationName: node.name.value }),
    });
}

/** undefined: this operation does not compile. */
export function compile({ schema, document, node }: Operation): Run | undefined {
  const compiled = compileQuery(schema, document, node.name?.value, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return undefined;
  return (context, variables) => compiled.query({}, context, variables);
}
