/** How the figures come about, for whoever wants to judge them. */

export const Method = () => (
  <details className="card ledger-wide ledger-method">
    <summary>How this is computed</summary>
    <ul className="small">
      <li>
        Seconds are those during which there were signs of work in the editor; a pause of more than
        twenty seconds counts nothing. An image counts up to when it was first finished.
      </li>
      <li>
        What an image would have taken by hand comes from images that were finished without
        suggestions, by their number of boxes: a straight line, together with eight images as the
        fitted costs of steps predict them. What images with suggestions took less was saved.
      </li>
      <li>
        As soon as there are eight of them, only images that were drawn by lot to have no
        suggestions are compared with. Others were mostly the first that people did, which flatters
        the model.
      </li>
      <li>
        Intervals are bootstraps over images, in which the costs of steps vary as well. They assume
        that images of either kind differ in nothing but their number of boxes.
      </li>
      <li>
        A suggestion that is used saves drawing a box and costs a look, and moving or relabelling
        where that was needed. One that is deleted costs a look and the deletion; one that is left
        out costs a look.
      </li>
    </ul>
  </details>
);
