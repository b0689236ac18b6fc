import { serveWorker } from "sharencrypt";

serveWorker();
