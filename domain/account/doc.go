// Package account holds who may sign in: accounts and their sessions, the API keys of
// other systems, and the PINs with which officers sign on at a counter.
//
//	Account      a person who signs in (akun)
//	Manager      the use case: creates accounts, signs people in and out
//	Keeper       the use case of administrators: lists, disables, resets, roles, sessions; own sessions of all
//	Listed       an account with its open sessions
//	Session      a signed-in browser
//	Attempt      an attempt to sign in
//	Passwords    hashes and verifies passwords
//	APIKey       the key of another system, with its scopes, counters and end
//	NewKey       the request for an API key
//	APIKeys      the use case: creates, lists, revokes and authenticates API keys
//	Scope        what an API key may be used for
//	SignOns      the use case: puts an officer on duty by PIN
//	Store        the port for accounts and sessions
//	KeeperStore  the port for changes of accounts
//	Directory    the port to look up units and officers
//	APIKeyStore  the port for API keys
//	PINStore     the port for PINs
//	TryStore     the port for counts of tries
package account
