import { createLocalClient, serveClient } from "sharencrypt";

serveClient(createLocalClient(), self);
