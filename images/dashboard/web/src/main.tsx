import { createRoot } from "react-dom/client";
import { refreshSession } from "./api/session";
import { App } from "./app/App";
import "./ui/tokens.css";
import "./ui/base.css";

// Until then index.html's own frame is on the screen.
void refreshSession().then(() => createRoot(document.getElementById("root")!).render(<App />));
