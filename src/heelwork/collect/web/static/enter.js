// A sign-in link opens a page whose one form is sent at once; without scripts, its button does the same.
document.getElementById("enter")?.requestSubmit();
