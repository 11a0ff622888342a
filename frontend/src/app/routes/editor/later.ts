/**
 * What nobody needs for the first look at an image, in one piece: it is under way before the first
 * frame, and there from then on, also without the network.
 */

export { AccountMenu } from "../../shell/AccountMenu.tsx";
export { Announcer } from "./Announcer.tsx";
export { Banners } from "./Banners.tsx";
export { BoxesTab } from "./BoxesTab.tsx";
export { DayRing } from "./day/DayRing.tsx";
export { Notice } from "./Notice.tsx";
export { Presence } from "./Presence.tsx";
export { SaveDetails } from "./SaveDetails.tsx";
export { StageAids } from "./StageAids.tsx";
export { StageNotes } from "./StageNotes.tsx";
export { Empty, Failed, Unreadable } from "./StageTrouble.tsx";
export { AsideDialog } from "./verdict/AsideDialog.tsx";
