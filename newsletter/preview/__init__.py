"""The desk in the browser: a newsletter's issues as readers will see them, live, and the page that shows them."""
