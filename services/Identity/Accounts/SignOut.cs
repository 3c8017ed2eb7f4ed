namespace TechTransfer.Identity.Accounts;

internal static class SignOut
{
    public const string Path = "/account/sign-out";
}

internal static class SignIn
{
    public const string Path = "/account/sign-in";
}
