"""The privacy statement as code: prose and facts in files, one truth for what is shown, collected, opened and kept.

Pure modules: `text`, `organisation`, `service`, `document`, `purposes`, `traffic`, `matrix` hold the model, and
`controls` what a promise may rest on; `bundle` reads files into it, `prose` and `tables` write it as HTML,
`recipient_facts` says in words what is told of a recipient; `lint` finds what is wrong; `diff` says in words what a
change allows, forbids and to whom; `notice` writes what a person is shown before giving anything. Doors: `services`
(publish) and `queries` (the version in force, any version).
"""
