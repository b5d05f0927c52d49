-- The word for a number between 0 and 100, by the thresholds of the methodology.
create macro tension_band(tension) as
    case
        when tension < 20 then 'calm'
        when tension < 40 then 'guarded'
        when tension < 60 then 'elevated'
        when tension < 80 then 'high'
        else 'severe'
    end;

comment on macro tension_band is 'calm below 20, guarded below 40, elevated below 60, high below 80, severe from there on.';
