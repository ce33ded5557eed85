/** Where Lambda reports what it gave up: the queues and topics of other services. */
export type FailureDestinations = {
  /** Adds a service: it takes a message to an ARN that is its own, and says whether it is. */
  add(service: FailureDestination): void;
  has(arn: string): boolean;
  /** @returns Whether there is such a destination. */
  send(arn: string, body: string, attributes?: Readonly<Record<string, string>>): boolean;
};

export type FailureDestination = {
  has(arn: string): boolean;
  send(arn: string, body: string, attributes: Readonly<Record<string, string>>): void;
};

export function createFailureDestinations(): FailureDestinations {
  const services: FailureDestination[] = [];
  const find = (arn: string) => services.find((service) => service.has(arn));
  return {
    add(service) {
      services.push(service);
    },
    has: (arn) => find(arn) !== undefined,
    send(arn, body, attributes = {}) {
      const service = find(arn);
      service?.send(arn, body, attributes);
      return service !== undefined;
    },
  };
}
