// What has to run before the first paint. It stands in the page itself, so it is small and imports nothing that others do.

import { offer } from "./offer.ts";
import "./theme.ts";

offer();
