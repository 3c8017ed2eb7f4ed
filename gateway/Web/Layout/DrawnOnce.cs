using Microsoft.AspNetCore.Components;

namespace TechTransfer.Gateway.Web.Layout;

/// <summary>
/// A component of a static page: it is drawn once, when all that it shows has been read. (ComponentBase draws a first time while it still waits, which a
/// static page never shows anybody.)
/// </summary>
public abstract class DrawnOnce : ComponentBase
{
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await OnInitializedAsync();
        StateHasChanged();
    }
}
