export const handler = async (): Promise<unknown> => {
  console.info('shown');
  return { runtime: process.env.AWS_EXECUTION_ENV, name: namedInSource.name };
};

function namedInSource(): void {}
