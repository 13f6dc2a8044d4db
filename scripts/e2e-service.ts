/** One service that is built, started and asked for real. */
export interface Service {
  readonly name: string;
  /** The repository (or app) that is copied, and the service's folder in it. */
  readonly repository: string;
  readonly folder: string;
  /** Runs with --core too. */
  readonly core: boolean;
  /** What a deployment would set: required variables only. */
  readonly env: Readonly<Record<string, string>>;
  /** Asked in this order; the first is the one in the table. */
  readonly routes: readonly Route[];
  /** Further words for `saasfactory container --yes`; none is the rule. */
  readonly flags?: readonly string[];
  /** The file that is edited between two builds, where another than the app's own module or the site's entry. */
  readonly edit?: string;
  /** Sites: the page that is opened in a browser and what it must show; otherwise the first route, for errors alone. */
  readonly page?: {
    readonly path: string;
    readonly holds: string;
    /** Console errors that are the app's own, without any service behind it. */
    readonly excused?: RegExp;
  };
  /** What stands in the log of the container after all that. */
  readonly logs?: RegExp;
  /** A line of shell in the Python image, in the repository: makes what would name a registry, lock files above all. */
  readonly prepare?: string;
  /** `saasfactory try` must come to the same verdict. */
  readonly tried?: boolean;
}

export interface Route {
  readonly path: string;
  /** A JSON body makes it a POST. */
  readonly body?: unknown;
  readonly status: number;
  /** A text that the answer must hold. */
  readonly holds: string;
}
